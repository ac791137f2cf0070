# language: fr
@article-4.2.4
Fonctionnalité: Administration

  @SEC-20 @securite-majeure-prestataire
  Scénario: Les adresses d’administration sont fermées du dehors
    Quand une personne du dehors frappe aux adresses d’administration
    Alors aucune ne répond
