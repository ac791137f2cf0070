# language: fr
@article-3
Fonctionnalité: Place dans la médiathèque

  @QUO-01 @majeure
  Scénario: L’élève a 100 Mo, et pas un octet de plus
    Étant donné la place de l’élève dans ses documents
    Quand l’élève la remplit jusqu’au dernier octet, puis dépose un octet de plus
    Alors elle est de 100 Mo
    Et le dernier dépôt est refusé parce qu’il n’y a plus de place
    Et rien de ce qui était déposé n’est perdu, et la place utilisée est juste

  @QUO-02 @majeure
  Scénario: L’enseignant a 500 Mo, et pas un octet de plus
    Étant donné la place de l’enseignant dans ses documents
    Quand l’enseignant la remplit jusqu’au dernier octet, puis dépose un octet de plus
    Alors elle est de 500 Mo
    Et le dernier dépôt est refusé parce qu’il n’y a plus de place
    Et rien de ce qui était déposé n’est perdu, et la place utilisée est juste

  @QUO-03 @majeure
  Scénario: La classe n’a pas de limite
    Quand l’enseignant dépose 600 Mo dans l’espace de la classe
    Alors chaque dépôt est accepté
    Et aucune limite n’est annoncée pour la classe

  @QUO-04 @mineure
  Scénario: L’indicateur montre la place vraiment utilisée
    Étant donné un fichier déposé par l’élève dans ses documents
    Quand l’élève ouvre ses documents dans la médiathèque
    Alors l’indicateur montre à l’élève la place que ses fichiers occupent vraiment
