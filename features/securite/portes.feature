# language: fr
@article-4.2.4
Fonctionnalité: Portes et serveurs

  @SEC-01 @securite-majeure-externe
  Scénario: Les échanges sont chiffrés en TLS 1.2 au moins
    Quand la sonde ouvre une liaison chiffrée avec l’ENT
    Alors TLS 1.2 ou mieux est accepté
    Et TLS 1.0 et TLS 1.1 sont refusés

  @SEC-02 @securite-majeure-externe
  Scénario: Le certificat est reconnu, au bon nom, et valable encore trente jours
    Quand la sonde ouvre une liaison chiffrée avec l’ENT
    Alors le certificat est reconnu et porte le nom de l’ENT
    Et il reste valable 30 jours au moins

  @SEC-03 @securite-majeure-externe
  Scénario: Le navigateur est tenu de rester en HTTPS
    Quand la sonde demande l’entrée de l’ENT
    Alors l’en-tête « Strict-Transport-Security » engage pour six mois au moins
    Et l’adresse en HTTP renvoie à l’adresse en HTTPS

  @SEC-05 @securite-mineure
  Scénario: Une page ne peut être ni devinée ni enfermée dans une autre
    Quand la sonde demande l’entrée de l’ENT
    Alors l’en-tête « X-Content-Type-Options » vaut « nosniff »
    Et la page interdit d’être montrée dans celle d’un autre site

  @SEC-06 @securite-majeure-prestataire
  Scénario: Les portes de mise au point sont fermées
    Quand un inconnu frappe aux portes de mise au point
      | /app_dev.php/   |
      | /config.php     |
      | /_profiler/     |
      | /_wdt/          |
      | /phpinfo.php    |
      | /info.php       |
      | /adminer.php    |
      | /phpmyadmin/    |
      | /server-status  |
    Alors aucune ne s’ouvre

  @SEC-07 @securite-majeure-prestataire
  Scénario: Aucun dossier ni fichier du serveur n’est exposé
    Quand un inconnu frappe aux portes de mise au point
      | /.git/HEAD                       |
      | /.env                            |
      | /.htaccess                       |
      | /app/config/parameters.yml       |
      | /composer.json                   |
      | /medias/                         |
      | /uploads/                        |
      | /medias/images/                  |
    Alors aucune ne s’ouvre

  @SEC-08 @securite-mineure
  Scénario: Les serveurs taisent leurs versions
    Quand la sonde demande l’entrée de l’ENT
    Alors aucun en-tête ne dit la version d’un logiciel

  @SEC-09 @securite-majeure-prestataire
  Scénario: Les essais de mots de passe à la chaîne sont freinés
    Quand la sonde essaie dix mots de passe faux sur le compte de l’élève de réserve
    Alors l’ENT finit par bloquer ou ralentir les essais
    Et les autres personnes peuvent toujours s’identifier

  @SEC-12 @securite-majeure-prestataire
  Scénario: Une adresse piégée ne mène pas hors de l’ENT
    Quand l’élève s’identifie par une adresse qui demande à être renvoyé ailleurs
    Alors l’ENT ne renvoie l’élève que chez lui

  @SEC-13 @securite-majeure-prestataire
  Scénario: L’identification change le numéro de session
    Quand l’élève s’identifie dans une session dont le numéro est connu d’avance
    Alors ce numéro n’ouvre rien

  @SEC-14 @securite-mineure
  Scénario: Une erreur ne montre rien de l’intérieur
    Quand un inconnu envoie des demandes mal formées
      | GET /blog/article/%00                                  |
      | GET /?_locale=../../etc/passwd                         |
      | GET /api/1.0/media-library/media/abc.json              |
      | POST /login_check                                      |
      | GET /blog/?page=99999999999                            |
    Alors aucune réponse ne montre de trace d’exécution

  @SEC-15 @securite-majeure-prestataire
  Scénario: Une session fermée ne se rouvre pas
    Étant donné une session de l’élève ouverte par la sonde
    Quand la sonde se déconnecte et présente encore le numéro de cette session
    Alors ce numéro n’ouvre rien

  @SEC-16 @securite-majeure-prestataire
  Scénario: Les autres sites ne peuvent pas lire l’ENT au nom d’une personne
    Quand la sonde demande les données de l’élève en se disant d’un autre site
    Alors l’ENT ne permet pas à cet autre site de lire la réponse
