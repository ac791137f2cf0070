# language: fr
@article-4.3.1
Fonctionnalité: Anomalies

  @ANO-01 @mineure
  Scénario: Chaque anomalie possible a sa classe et sa date limite
    Étant donné les points de cette recette et les délais du marché
    Quand chacun échouerait aujourd’hui
    Alors son anomalie aurait l’une des six classes et une date limite
