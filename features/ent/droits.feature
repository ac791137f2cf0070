# language: fr
@article-4.1 @securite-majeure-prestataire
Fonctionnalité: Droits de chaque profil
  « ouverte » : la page s’affiche ; « refusée » : l’ENT répond 403 ; « renvoyé » : l’ENT ramène à la page
  d’identification, ou répond 401.

  @ENT-64
  Scénario: Seul l’enseignant gère la classe
    Quand chaque profil ouvre les adresses de ce tableau
      | adresse                           | un inconnu | l’élève | le parent | l’enseignant |
      | /classe/                          | renvoyé    | ouverte | ouverte   | ouverte      |
      | /classe/gestion/                  | renvoyé    | refusée | refusée   | ouverte      |
      | /classe/gestion/utilisateurs/     | renvoyé    | refusée | refusée   | ouverte      |
      | /classe/gestion/personnalisation/ | renvoyé    | refusée | refusée   | ouverte      |
      | /classe/gestion/statistique/      | renvoyé    | refusée | refusée   | ouverte      |
    Alors chacun obtient ce que le tableau annonce

  @ENT-65
  Scénario: Seul le directeur ouvre les pages de l’école
    Quand chaque profil ouvre les adresses de ce tableau
      | adresse              | un inconnu | l’élève | le parent | l’enseignant | le directeur |
      | /ecole/              | renvoyé    | refusée | refusée   | refusée      | ouverte      |
      | /groupe/gestion/     | renvoyé    | refusée | refusée   | refusée      | ouverte      |
      | /groupe/statistiques | renvoyé    | refusée | refusée   | refusée      | ouverte      |
    Alors chacun obtient ce que le tableau annonce

  @ENT-66
  Scénario: Seul l’enseignant gère le blog, le calendrier, le travail et le carnet de liaison
    Quand chaque profil ouvre les adresses de ce tableau
      | adresse                     | un inconnu | l’élève | le parent | l’enseignant |
      | /blog/gestion/commentaires  | renvoyé    | refusée | refusée   | ouverte      |
      | /calendrier/gestion/        | renvoyé    | refusée | refusée   | ouverte      |
      | /cahier-de-texte/gestion/   | renvoyé    | refusée | refusée   | ouverte      |
      | /carnet-de-liaison/gestion  | renvoyé    | refusée | refusée   | ouverte      |
      | /profil/gestion/moderation  | renvoyé    | refusée | refusée   | ouverte      |
      | /site/gestion/              | renvoyé    | ouverte | refusée   | ouverte      |
    Alors chacun obtient ce que le tableau annonce

  @ENT-67
  Scénario: Sans session, aucune donnée ne se lit par les adresses de programme
    Quand chaque profil ouvre les adresses de ce tableau
      | adresse                                | un inconnu | l’élève |
      | /api/1.0/users/me.json                 | renvoyé    | ouverte |
      | /api/1.0/user-directory/groups.json    | renvoyé    | ouverte |
      | /api/1.0/calendar/agendas.json         | renvoyé    | ouverte |
      | /api/1.0/homeworks/preferences.json    | renvoyé    | ouverte |
      | /api/1.0/statistics/statistics.json    | renvoyé    | ouverte |
      | /api/1.0/media-library/base-init.json  | renvoyé    | ouverte |
    Alors chacun obtient ce que le tableau annonce

  @ENT-68
  Scénario: L’administration est fermée à tous les profils des écoles
    Quand chaque profil ouvre les adresses de ce tableau
      | adresse                      | un inconnu | l’élève | le parent | l’enseignant | le directeur |
      | /administration/accueil      | renvoyé    | refusée | refusée   | refusée      | refusée      |
      | /administration/utilisateurs | renvoyé    | refusée | refusée   | refusée      | refusée      |
      | /administration/groupes/     | renvoyé    | refusée | refusée   | refusée      | refusée      |
    Alors chacun obtient ce que le tableau annonce
