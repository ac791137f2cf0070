# language: fr
@article-4.1
Fonctionnalité: Identification et page d’accueil
  Chaque personne s’identifie sur la page de l’ENT et arrive là où elle travaille.

  @ENT-01 @bloquante
  Scénario: L’enseignant s’identifie et arrive sur sa classe
    Quand l’enseignant ouvre la page d’identification
    Et que l’enseignant s’identifie avec son mot de passe
    Alors l’enseignant est sur la page d’accueil de sa classe

  @ENT-02 @bloquante
  Scénario: L’élève s’identifie et arrive sur sa classe
    Quand l’élève ouvre la page d’identification
    Et que l’élève s’identifie avec son mot de passe
    Alors l’élève est sur la page d’accueil de sa classe

  @ENT-03 @bloquante
  Scénario: Le parent s’identifie et arrive sur la classe de son enfant
    Quand le parent ouvre la page d’identification
    Et que le parent s’identifie avec son mot de passe
    Alors le parent est sur la page d’accueil de sa classe

  @ENT-04 @bloquante
  Scénario: Le directeur s’identifie et arrive sur son école
    Quand le directeur ouvre la page d’identification
    Et que le directeur s’identifie avec son mot de passe
    Alors le directeur est sur la page d’accueil de son école

  @ENT-05 @securite-majeure-prestataire
  Scénario: Un mot de passe faux est refusé
    Quand l’élève ouvre la page d’identification
    Et que l’élève s’identifie avec un mot de passe faux
    Alors l’identification est refusée avec un message
    Et l’élève ne peut pas ouvrir la page de sa classe

  @ENT-06 @securite-majeure-prestataire
  Scénario: La déconnexion ferme la session
    Étant donné que l’enseignant vient de s’identifier
    Quand l’enseignant se déconnecte
    Alors l’enseignant est de nouveau devant la page d’identification
    Et l’enseignant ne peut pas ouvrir la page de sa classe
