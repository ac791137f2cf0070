# language: fr
@article-4.1
Fonctionnalité: Conduite de la recette

  @REC-01 @manuel @bloquante
  Scénario: L’ENT a été testé en entier avant sa mise en service
    Étant donné que le titulaire a réalisé le test complet de l’ENT déménagé
    Quand le SCTN / CIME en examine les résultats, les preuves et les réserves
    Alors le SCTN / CIME valide le test et signe le présent compte rendu

  @REC-02 @document @mineure
  Scénario: Le compte rendu a été remis une semaine avant la recette
    Étant donné la date de remise et la date de recette portées en tête du présent compte rendu
    Quand la Ville de Marseille compte les jours qui les séparent
    Alors elle en trouve sept au moins

  @REC-03 @document @mineure
  Scénario: Le compte rendu contient ce que le marché demande
    Étant donné le compte rendu remis par le titulaire
    Quand la Ville de Marseille le parcourt
    Alors elle y trouve la liste des points à valider
    Et elle y trouve un ou plusieurs espaces pour les observations
    Et elle y trouve un espace pour le compte rendu de la phase de recette
