# language: fr
@article-4.1
Fonctionnalité: Messagerie

  @ENT-30 @majeure
  Scénario: La boîte de réception montre le message qui vient d’arriver
    Étant donné un message de l’enseignant à l’élève
    Quand l’élève ouvre sa boîte de réception
    Alors l’élève voit ce message, non lu, de l’enseignant

  @ENT-31 @bloquante
  Scénario: Un message envoyé est lu par son destinataire
    Quand l’enseignant écrit un message à l’élève
    Alors un message annonce « Message envoyé »
    Et l’élève lit ce message en entier

  @ENT-32 @bloquante
  Scénario: Une réponse arrive à l’auteur du message
    Étant donné un message de l’enseignant à l’élève
    Quand l’élève répond à ce message
    Alors l’enseignant lit la réponse

  @ENT-33 @majeure
  Scénario: Le message d’un élève à un camarade est retenu pour modération
    Quand l’élève écrit un message au camarade
    Alors un message annonce « Message envoyé, en cours de modération »
    Et le camarade ne reçoit pas ce message

  @ENT-34 @majeure
  Scénario: Le message accepté par l’enseignant arrive au camarade
    Étant donné un message de l’élève au camarade
    Quand l’enseignant valide ce message dans la modération
    Alors le camarade lit ce message en entier
