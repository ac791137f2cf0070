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

  @ENT-35 @majeure
  Scénario: Un brouillon est gardé, et n’arrive à personne
    Quand l’enseignant garde un brouillon au parent
    Alors l’enseignant le retrouve dans ses brouillons
    Et le parent n’a rien reçu

  @ENT-36 @majeure
  Scénario: La pièce jointe arrive entière
    Quand l’enseignant envoie au parent un message avec une pièce jointe
    Alors le parent ouvre la pièce jointe et y lit exactement ce qui a été envoyé

  @ENT-37 @mineure
  Scénario: Un message mis à la corbeille peut en sortir
    Étant donné un message envoyé par l’enseignant au parent
    Quand le parent met ce message à la corbeille, puis l’en sort
    Alors le message a été dans la corbeille, puis de nouveau dans la boîte de réception

  @ENT-38 @securite-majeure-prestataire
  Scénario: L’élève n’écrit pas à un adulte qu’il ne connaît pas
    Quand l’élève écrit à l’enseignant d’une autre classe, qu’il ne connaît pas
    Alors l’enseignant d’une autre classe n’a rien reçu

  @ENT-39 @securite-majeure-prestataire
  Scénario: Un message retenu ne se lit pas par son numéro
    Étant donné un message envoyé par l’élève au camarade
    Quand le camarade demande par son numéro ce message encore retenu
    Alors l’ENT refuse
