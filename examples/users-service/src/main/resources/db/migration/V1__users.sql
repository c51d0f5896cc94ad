-- The users of the example application.

CREATE TABLE users (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- compared as written: Ann@example.com and ann@example.com are two users
  email      varchar(255) NOT NULL CONSTRAINT users_email_key UNIQUE,
  first_name varchar(255) NOT NULL,
  last_name  varchar(255) NOT NULL,
  is_active  boolean      NOT NULL DEFAULT true,
  is_staff   boolean      NOT NULL DEFAULT false,
  created_at timestamptz  NOT NULL DEFAULT now(),
  updated_at timestamptz  NOT NULL DEFAULT now()
);

-- Whoever changes a user, by whatever means: updated_at tells.
CREATE FUNCTION users_touch() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END
$$;

CREATE TRIGGER users_touch BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION users_touch();
