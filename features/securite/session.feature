# language: fr
@article-4.2.4
Fonctionnalité: Sécurité logique de la session et des formulaires

  @SEC-04 @securite-majeure-prestataire
  Scénario: Le cookie de session est hors de portée des scripts de la page
    Quand l’élève ouvre le blog de sa classe
    Alors les scripts de la page ne peuvent pas lire le cookie de session de l’élève
    Et ce cookie ne voyage que chiffré dès que l’ENT est en HTTPS

  @SEC-10 @securite-majeure-prestataire
  Scénario: Un formulaire dont le jeton a été altéré est refusé
    Quand l’enseignant envoie un article dont le jeton du formulaire a été altéré
    Alors l’enseignant ne trouve pas cet article dans la gestion du blog
    Et l’élève ne trouve pas cet article dans le blog
