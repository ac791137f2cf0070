"""The ENT seen from outside: its addresses, forms, JSON shapes and sign-in chain, over any HTTP session."""
