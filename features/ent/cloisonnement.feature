# language: fr
@article-4.1 @securite-majeure-prestataire
Fonctionnalité: Cloisonnement
  Personne ne voit ce qui n’est pas à lui : rien sans session, rien d’une autre classe.

  @ENT-60
  Scénario: Sans session, aucune page ne s’ouvre
    Quand un inconnu ouvre ces adresses sans s’identifier
      | /classe/       |
      | /blog/         |
      | /blog/gestion/ |
      | /profil        |
    Alors chacune le renvoie à la page d’identification

  @ENT-61
  Scénario: L’article d’une autre classe est refusé
    Étant donné un article publié par l’enseignant d’une autre classe
    Quand l’élève ouvre l’adresse de cet article
    Alors l’accès est refusé à l’élève
    Et l’élève ne trouve pas cet article dans le blog

  @ENT-62
  Scénario: Le fichier d’une autre classe est refusé
    Étant donné un fichier déposé par l’enseignant d’une autre classe dans l’espace de la classe
    Quand l’élève ouvre l’adresse de ce fichier
    Alors l’accès est refusé à l’élève

  @ENT-63
  Scénario: Le parent ne voit que la classe de ses enfants
    Étant donné un article publié par l’enseignant d’une autre classe
    Quand le parent ouvre l’adresse de cet article
    Alors l’accès est refusé au parent
    Et la médiathèque ne propose au parent que les classes de ses enfants
