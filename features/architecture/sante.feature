# language: fr
@article-3
Fonctionnalité: Santé de la plate-forme

  @ARC-05 @majeure
  Scénario: La page de santé de l’ENT répond OK
    Quand un inconnu ouvre l’adresse « /monitoring »
    Alors la page ne dit que « OK »
