"""The recette: every scenario of the features, in the order of the contract."""

from pytest_bdd import scenarios

scenarios(".")
