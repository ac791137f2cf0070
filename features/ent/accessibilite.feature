# language: fr
@article-4.1
Fonctionnalité: Accessibilité
  L’outil (axe-core) touche 33 des 106 critères du RGAA : s’il ne trouve rien, la page n’est pas pour autant conforme.

  @ENT-70 @majeure
  Scénario: La page d’identification n’a pas de défaut grave d’accessibilité
    Quand un outil examine pour un inconnu l’accessibilité de ces pages
      | /                 |
      | /mentions-legales |
    Alors il ne trouve aucun défaut grave

  @ENT-71 @majeure
  Scénario: Les pages de l’élève n’ont pas de défaut grave d’accessibilité
    Quand un outil examine pour l’élève l’accessibilité de ces pages
      | /classe/                     |
      | /blog/                       |
      | /app/#/media-library/boot    |
      | /app/#/messaging             |
      | /carnet-de-liaison           |
      | /notification/               |
    Alors il ne trouve aucun défaut grave

  @ENT-72 @majeure
  Scénario: Les pages de gestion de l’enseignant n’ont pas de défaut grave d’accessibilité
    Quand un outil examine pour l’enseignant l’accessibilité de ces pages
      | /blog/gestion/                |
      | /blog/gestion/nouvel-article  |
      | /classe/gestion/              |
      | /classe/gestion/utilisateurs/ |
    Alors il ne trouve aucun défaut grave
