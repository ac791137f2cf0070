"""The compte rendu de recette."""
