# language: fr
@article-3
Fonctionnalité: Place dans la médiathèque

  @QUO-04 @mineure
  Scénario: L’indicateur montre la place vraiment utilisée
    Étant donné un fichier déposé par l’élève dans ses documents
    Quand l’élève ouvre ses documents dans la médiathèque
    Alors l’indicateur montre à l’élève la place que ses fichiers occupent vraiment
