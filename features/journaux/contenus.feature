# language: fr
@article-4.2.9
Fonctionnalité: Journaux de l’ENT
  Ces points demandent l’accès aux journaux : la clé « journaux » de la cible dans preau.toml.

  @LOG-01 @majeure
  Scénario: Les connexions sont journalisées
    Étant donné les journaux de l’ENT
    Quand la sonde ouvre une session de l’enseignant
    Alors une ligne nouvelle dit son identifiant ou son numéro, son adresse, la date et l’heure

  @LOG-02 @securite-majeure-prestataire
  Scénario: Les journaux ne gardent ni le contenu des messages ni les mots de passe
    Étant donné les journaux de l’ENT
    Quand l’enseignant envoie à l’élève un message qui contient un mot unique
    Alors ce mot ne se trouve dans aucun journal
    Et le mot de passe de l’enseignant non plus
