# language: fr
@article-4.1
Fonctionnalité: Déménagement de la plate-forme
  Les preuves se font par « preau migration » et « preau watch » ; chaque point lit la dernière qui a été faite.

  @MIG-01 @bloquante
  Scénario: Tous les programmes et toutes les données sont repris
    Étant donné la dernière preuve du point MIG-01
    Quand elle compare les lignes de chaque table, par école et par profil, avant et après
    Alors elle conclut que rien ne manque et que rien n’a changé

  @MIG-02 @bloquante
  Scénario: Tous les fichiers sont repris
    Étant donné la dernière preuve du point MIG-02
    Quand elle compare chaque fichier, sa taille et son contenu, avant et après
    Alors elle conclut que rien ne manque et que rien n’a changé

  @MIG-03 @bloquante
  Scénario: Tous les comptes s’ouvrent encore
    Étant donné la dernière preuve du point MIG-03
    Quand elle compare l’arrivée et les droits de personnes de chaque profil et de chaque école, avant et après
    Alors elle conclut que rien ne manque et que rien n’a changé

  @MIG-04 @majeure
  Scénario: Les anciennes adresses répondent
    Étant donné la dernière preuve du point MIG-04
    Quand elle ouvre les anciennes adresses
    Alors elle conclut que rien ne manque et que rien n’a changé

  @MIG-05 @majeure
  Scénario: Les pages montrent le même contenu
    Étant donné la dernière preuve du point MIG-05
    Quand elle compare les mêmes pages, avant et après
    Alors elle conclut que rien ne manque et que rien n’a changé

  @MIG-06 @bloquante
  Scénario: Aucune écriture n’est perdue pendant le gel
    Étant donné la dernière preuve du point MIG-06
    Quand elle compare la dernière écriture de l’ancienne plate-forme au début de la copie
    Alors elle conclut que rien ne manque et que rien n’a changé

  @MIG-07 @majeure
  Scénario: L’indisponibilité n’a pas dépassé un jour
    Étant donné la dernière preuve du point MIG-07
    Quand elle mesure, du dehors, la durée de l’interruption
    Alors elle conclut que l’engagement est tenu

  @MIG-08 @manuel @bloquante
  Scénario: Les équipements déménagés sont en place et conformes
    Étant donné l’inventaire des équipements remis par le titulaire
    Quand une personne le compare à ce qui est installé
    Alors chaque équipement de l’inventaire est en place, en marche et conforme

  @MIG-09 @document @majeure
  Scénario: L’accord avec le prestataire sortant est avalisé
    Étant donné l’accord technique et administratif passé avec le prestataire sortant
    Quand la Ville de Marseille le reçoit
    Alors il porte l’aval de la Ville, qui autorise la mise à disposition de l’ENT
