# language: fr
Fonctionnalité: Fichiers dangereux

  @SEC-11 @article-4.2.4 @securite-majeure-prestataire
  Scénario: Un fichier déposé n’est jamais exécuté
    Quand l’enseignant dépose des fichiers qu’un serveur pourrait exécuter
    Alors chacun est rendu tel quel, sans être exécuté ni par le serveur ni par le navigateur

  @VIR-01 @article-4.2.5 @securite-majeure-externe
  Scénario: Un fichier infecté est refusé
    Quand l’enseignant dépose le fichier d’essai EICAR dans ses documents
    Alors le dépôt est refusé et rien n’est gardé

  @VIR-02 @article-4.2.5 @manuel @securite-majeure-externe
  Scénario: L’anti-virus de chaque serveur est à jour
    Étant donné la liste des serveurs et la version des signatures de leur anti-virus
    Quand une personne compare la date de ces signatures à celle du jour
    Alors chaque serveur a un anti-virus en marche, dont les signatures ont moins de deux jours
