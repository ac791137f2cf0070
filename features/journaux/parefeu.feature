# language: fr
@article-4.2.9
Fonctionnalité: Journaux du pare-feu

  @LOG-03 @document @majeure
  Scénario: Les journaux du pare-feu sont sauvegardés
    Étant donné un extrait des journaux du pare-feu, le plus ancien et le plus récent
    Quand le SCTN / CIME les reçoit
    Alors ils couvrent une année, ou tout le temps écoulé depuis la mise en service
