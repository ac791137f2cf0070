# language: fr
@article-4.1 @securite-majeure-prestataire
Fonctionnalité: Vie privée des mineurs

  @ENT-80
  Scénario: Aucune page de l’élève ne fait appel à un autre site
    Quand l’élève visite ces pages
      | /classe/                  |
      | /blog/                    |
      | /app/#/media-library/boot |
      | /app/#/messaging          |
      | /profil                   |
    Alors aucune ne fait appel à un autre site que l’ENT
    Et aucun script ne s’y arrête sur une erreur

  @ENT-81
  Scénario: La page d’identification ne fait appel à aucun autre site
    Quand un inconnu visite ces pages
      | /                 |
      | /mentions-legales |
      | /cookies          |
    Alors aucune ne fait appel à un autre site que l’ENT

  @ENT-82
  Scénario: Aucune page du parent et de l’enseignant ne fait appel à un autre site
    Quand l’enseignant visite ces pages
      | /blog/gestion/   |
      | /classe/gestion/ |
    Et que le parent visite ces pages
      | /classe/ |
      | /blog/   |
    Alors aucune ne fait appel à un autre site que l’ENT
