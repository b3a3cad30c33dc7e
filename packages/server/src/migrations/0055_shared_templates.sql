-- Templates that are shared by themselves: a guest's transaction names them, reads exactly those rows, and writes none of them.

create function moorage_shares(id uuid) returns boolean
language sql stable parallel safe
as $$
  select id = any (string_to_array(nullif(current_setting('moorage.shared_ids', true), ''), ',')::uuid[])
$$;

-- Each names organizations too, as every policy does: a backup looks for policies that could hide rows from the platform itself.
create policy templates__shared on templates for select using (moorage_shares(id) or moorage_sees(org_id));
create policy template_versions__shared on template_versions for select using (moorage_shares(template_id) or moorage_sees(org_id));
