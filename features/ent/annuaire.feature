# language: fr
@article-4.1
Fonctionnalité: Annuaire, classe et pages ouvertes à tous

  @ENT-52 @majeure
  Scénario: L’annuaire montre à l’élève l’enseignant de sa classe
    Quand l’élève cherche l’enseignant dans l’annuaire
    Alors l’annuaire montre l’enseignant

  @ENT-53 @securite-majeure-prestataire
  Scénario: L’annuaire ne montre pas à l’élève l’enseignant d’une autre classe
    Quand l’élève cherche l’enseignant d’une autre classe dans l’annuaire
    Alors l’annuaire ne montre pas l’enseignant d’une autre classe

  @ENT-54 @securite-majeure-prestataire
  Scénario: La fiche d’une personne d’une autre classe est refusée à l’élève
    Quand l’élève demande la fiche de l’enseignant d’une autre classe par son numéro
    Alors l’ENT refuse

  @ENT-55 @majeure
  Scénario: L’enseignant trouve ses élèves, à l’écran et dans l’export
    Quand l’enseignant demande la liste des élèves de sa classe et son export
    Alors l’élève et le camarade y sont

  @ENT-56 @mineure
  Scénario: Les mentions légales se lisent sans s’identifier
    Quand chaque profil ouvre les adresses de ce tableau
      | adresse           | un inconnu | l’élève | l’enseignant |
      | /mentions-legales | ouverte    | ouverte | ouverte      |
      | /cookies          | ouverte    | ouverte | ouverte      |
    Alors chacun obtient ce que le tableau annonce
