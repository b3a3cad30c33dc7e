-- Columns that hold sealed values are named so, and the vault's registry knows each of them.
alter table signing_keys rename column private_sealed to sealed_private;
alter table image_hooks rename column secret to sealed_secret;
alter table audit_sinks rename column secret to sealed_secret;
