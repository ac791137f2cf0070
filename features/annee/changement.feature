# language: fr
@article-4.3.3
Fonctionnalité: Changement d’année scolaire et statistiques

  @ANN-01 @destructif @bloquante
  Scénario: Le changement d’année ferme les comptes et garde les contenus
    Étant donné une autre classe, dont l’année se termine
    Et un article publié par l’enseignant d’une autre classe
    Et un fichier déposé par l’enseignant d’une autre classe dans l’espace de la classe
    Quand son enseignant termine l’année en gardant le blog et les documents
    Alors chaque étape aboutit
    Et aucun élève de cette classe ne peut plus s’identifier
    Et l’article et le fichier y sont toujours
    Et la page du changement d’année n’est plus proposée

  @STA-01 @majeure
  Scénario: Les connexions sont comptées une par une
    Quand l’élève s’identifie 3 fois, et que l’on compte les connexions de la classe
    Alors les statistiques en comptent exactement autant de plus
