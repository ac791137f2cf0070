# language: fr
@article-3
Fonctionnalité: Services de la plate-forme
  Ces points demandent l’accès aux services : la table [installations.<cible>] de preau.toml.

  @ARC-01 @majeure
  Scénario: Le serveur web répond en HTTPS et tait ses versions
    Quand la sonde demande l’entrée de l’ENT
    Alors l’ENT répond en HTTPS
    Et aucun en-tête ne dit la version d’un logiciel

  @ARC-02 @bloquante
  Scénario: Redis garde les sessions
    Étant donné une session de l’enseignant ouverte par la sonde
    Quand la sonde cherche cette session dans Redis
    Alors elle y est, pour la durée réglée
    Et elle n’y est plus après la déconnexion

  @ARC-03 @bloquante
  Scénario: RabbitMQ porte les travaux
    Étant donné les files d’attente de l’ENT
    Quand l’enseignant envoie un message à l’élève
    Alors chaque file a un consommateur au moins
    Et les files se vident
    Et l’élève reçoit une notification de plus

  @ARC-04 @bloquante
  Scénario: MySQL lit, écrit et garde les accents
    Quand la sonde écrit et relit un texte dans la base de l’ENT
    Alors le texte est relu à l’identique
    Et les tables sont dans un jeu de caractères unique
