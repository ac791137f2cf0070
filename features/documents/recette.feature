# language: fr
@article-4.1
Fonctionnalité: Conduite de la recette

  @REC-01 @manuel @bloquante
  Scénario: L’ENT a été testé en entier avant sa mise en service
    Étant donné que le titulaire a réalisé le test complet de l’ENT déménagé
    Quand le SCTN / CIME en examine les résultats, les preuves et les réserves
    Alors le SCTN / CIME valide le test et signe le présent compte rendu

  @REC-02 @mineure
  Scénario: Le compte rendu a été remis une semaine avant la recette
    Étant donné le fichier de la campagne, avec ses dates
    Quand on compte les jours entre la remise du compte rendu et la recette
    Alors il y en a autant que le marché en demande

  @REC-03 @mineure
  Scénario: Le compte rendu contient ce que le marché demande
    Étant donné le compte rendu remis avant la recette
    Quand on y cherche ce que le marché demande
    Alors la liste des points, les espaces d’observations et celui du compte rendu de la phase y sont
