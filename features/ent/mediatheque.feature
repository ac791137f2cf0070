# language: fr
@article-4.1
Fonctionnalité: Médiathèque

  @ENT-20 @bloquante
  Scénario: L’élève voit les documents de sa classe
    Étant donné un fichier déposé par l’enseignant dans l’espace de la classe
    Quand l’élève ouvre l’espace de la classe dans la médiathèque
    Alors l’élève voit ce fichier dans la liste

  @ENT-21 @bloquante
  Scénario: L’enseignant dépose un fichier dans ses documents
    Quand l’enseignant dépose un fichier dans ses documents
    Alors un message annonce « Média importé »
    Et l’enseignant retrouve ce fichier en rouvrant ses documents

  @ENT-22 @bloquante
  Scénario: Le fichier téléchargé est celui qui a été déposé
    Étant donné un fichier déposé par l’enseignant dans l’espace de la classe
    Quand l’élève télécharge ce fichier
    Alors le contenu reçu est exactement celui qui a été déposé

  @ENT-27 @securite-majeure-prestataire
  Scénario: Le fichier personnel de l’enseignant n’est pas donné à l’élève
    Étant donné un fichier personnel de l’enseignant
    Quand l’élève demande ce fichier par son numéro
    Alors rien de ce fichier ne lui est donné

  @ENT-28 @securite-majeure-prestataire
  Scénario: L’adresse signée d’un fichier ne se falsifie pas
    Étant donné un fichier personnel de l’enseignant
    Quand un inconnu demande ce fichier avec une signature changée
    Alors le fichier n’est pas rendu

  @ENT-29 @securite-majeure-prestataire
  Scénario: Sans session, aucun fichier n’est donné
    Étant donné un fichier personnel de l’enseignant
    Quand un inconnu demande ce fichier par son numéro
    Alors rien de ce fichier ne lui est donné
