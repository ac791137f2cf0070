# language: fr
@article-4.1
Fonctionnalité: Déménagement de la plate-forme

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
