# language: fr
@article-4.4
Fonctionnalité: Montée en charge

  @EVO-01 @majeure
  Scénario: Plus de 500 connexions simultanées ont été simulées
    Étant donné le dernier test de charge de cet ENT
    Quand le test de charge est valide
    Alors plus de 500 sessions ont été ouvertes en même temps
