# language: fr
@article-4.1
Fonctionnalité: Blog de la classe

  @ENT-10 @bloquante
  Scénario: L’élève lit un article de sa classe
    Étant donné un article publié par l’enseignant
    Quand l’élève ouvre le blog de sa classe
    Alors l’élève lit cet article en entier dans le blog

  @ENT-11 @majeure
  Scénario: L’article en cours d’écriture est enregistré sans qu’on le demande
    Quand l’enseignant commence à écrire un article
    Alors un message annonce « Le contenu de l’article a été sauvegardé automatiquement dans les brouillons. »
    Et l’enseignant retrouve cet article dans la gestion du blog avec la mention « Brouillon »
    Et l’élève ne trouve pas cet article dans le blog

  @ENT-12 @bloquante
  Scénario: L’enseignant publie un article et l’élève le lit
    Quand l’enseignant écrit un article et le publie
    Alors l’enseignant retrouve cet article dans la gestion du blog avec la mention « Article publié »
    Et l’élève lit cet article en entier dans le blog

  @ENT-13 @majeure
  Scénario: L’article d’un élève attend l’enseignant
    Quand l’élève écrit un article et le soumet
    Alors l’enseignant retrouve cet article dans la gestion du blog avec la mention « Article terminé »
    Et le camarade ne trouve pas cet article dans le blog

  @ENT-14 @majeure
  Scénario: Le commentaire d’un élève attend la modération
    Étant donné un article publié par l’enseignant
    Quand l’élève commente cet article
    Alors l’élève voit son commentaire avec la mention « En attente de modération »
    Et le camarade ne voit pas ce commentaire

  @ENT-15 @majeure
  Scénario: Le commentaire accepté par l’enseignant est visible de tous
    Étant donné un article publié par l’enseignant
    Et un commentaire de l’élève sur cet article
    Quand l’enseignant valide ce commentaire
    Alors le camarade voit ce commentaire

  @ENT-16 @majeure
  Scénario: Le parent ne peut pas écrire dans le blog
    Quand le parent ouvre l’adresse « /blog/gestion/ »
    Alors l’accès est refusé au parent

  @ENT-17 @securite-majeure-prestataire
  Scénario: L’élève ne supprime pas l’article de l’enseignant
    Étant donné un article publié par l’enseignant
    Quand l’élève essaie de supprimer cet article par son adresse
    Alors l’ENT refuse
    Et l’élève lit cet article en entier dans le blog

  @ENT-18 @securite-majeure-prestataire
  Scénario: L’élève n’ajoute pas de catégorie au blog
    Quand l’élève ajoute une catégorie au blog par son adresse
    Alors l’ENT refuse
