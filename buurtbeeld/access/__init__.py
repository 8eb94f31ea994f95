"""Who somebody is and what he may: the matrix, accounts, grants, sessions, passwords and invitations."""
