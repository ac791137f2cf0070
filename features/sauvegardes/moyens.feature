# language: fr
@article-4.2.6
Fonctionnalité: Moyens de la reprise

  @BKP-03 @manuel @bloquante
  Scénario: Un serveur est remis en marche en moins de six heures
    Étant donné un serveur de recette rendu inutilisable devant une personne de la Ville
    Quand le titulaire le remonte à partir de son image
    Alors le serveur rend son service six heures plus tard au plus
    Et l’heure du sinistre et celle de la reprise sont notées

  @BKP-04 @document @majeure
  Scénario: Les images et les configurations sont sauvegardées
    Étant donné la liste des images système, des configurations du réseau et des règles du pare-feu sauvegardées
    Quand le SCTN / CIME la rapproche de l’inventaire
    Alors chaque équipement y a une sauvegarde, postérieure à son dernier changement
    Et une copie en est gardée sur un autre site

  @BKP-01 @majeure
  Scénario: Une sauvegarde est faite tous les jours et gardée quinze jours
    Étant donné la dernière preuve du point BKP-01
    Quand elle parcourt la liste des points de restauration
    Alors elle conclut que l’engagement est tenu

  @BKP-02 @bloquante
  Scénario: La veille et le quinzième jour passé se restaurent
    Étant donné la dernière preuve du point BKP-02
    Quand elle compare la base restaurée à l’inventaire de ce jour-là
    Alors elle conclut que l’engagement est tenu
