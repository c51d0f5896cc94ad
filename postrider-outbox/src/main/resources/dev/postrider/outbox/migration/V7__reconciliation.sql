-- Placeholder.
SELECT postrider.grant_roles();
