-- An organization on its way out: hidden from everybody while its apps are taken down.
alter table orgs add column deleting_since timestamptz;
