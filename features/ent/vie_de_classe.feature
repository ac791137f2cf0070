# language: fr
@article-4.1
Fonctionnalité: Calendrier, travail et carnet de liaison

  @ENT-44 @majeure
  Scénario: L’évènement de l’enseignant est vu de toute la classe, à la bonne heure
    Quand l’enseignant ajoute au calendrier de la classe un évènement à 14 heures
    Alors l’élève le voit dans son calendrier, le bon jour à la bonne heure
    Et le parent le voit dans son calendrier, le bon jour à la bonne heure

  @ENT-45 @majeure
  Scénario: L’élève n’ajoute rien au calendrier de la classe
    Quand l’élève essaie d’ajouter un évènement au calendrier de la classe
    Alors l’ENT refuse

  @ENT-46 @majeure
  Scénario: Le travail donné est vu de l’élève et de son parent
    Quand l’enseignant donne un travail à sa classe
    Alors l’élève le trouve dans son cahier de textes, le bon jour
    Et le parent le trouve dans son cahier de textes, le bon jour

  @ENT-47 @mineure
  Scénario: Un travail terminé le reste
    Étant donné un travail donné par l’enseignant à sa classe
    Quand l’élève le marque comme terminé
    Alors l’élève le retrouve terminé en rouvrant son cahier de textes

  @ENT-48 @majeure
  Scénario: Le parent lit et signe le mot du carnet de liaison
    Étant donné un mot écrit par l’enseignant dans le carnet de liaison
    Quand le parent signe ce mot
    Alors l’enseignant voit la signature du parent sur la page du mot

  @ENT-49 @majeure
  Scénario: Le mot du carnet de liaison est lu par la famille
    Quand l’enseignant écrit un mot dans le carnet de liaison
    Alors le parent lit ce mot dans le carnet de liaison
    Et l’élève lit ce mot dans le carnet de liaison
