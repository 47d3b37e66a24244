"""The history table becomes partitioned by month, and the database learns to diff two states."""

from django.db import migrations

PARTITIONED = """
ALTER TABLE core_change RENAME TO core_change_plain;
ALTER INDEX change_object RENAME TO change_object_plain;
ALTER INDEX change_source RENAME TO change_source_plain;
ALTER INDEX change_order RENAME TO change_order_plain;
CREATE TABLE core_change (LIKE core_change_plain INCLUDING DEFAULTS) PARTITION BY RANGE (at);
DROP TABLE core_change_plain;
ALTER TABLE core_change ADD PRIMARY KEY (id, at);
CREATE INDEX change_object ON core_change (object_id, at DESC);
CREATE INDEX change_source ON core_change (source_id, at DESC);
CREATE INDEX change_order ON core_change (txid, id);
CREATE TABLE core_change_rest PARTITION OF core_change DEFAULT;
"""

# {field: [old, new]} for every field that differs; the same as core/changes/rules.py: diff, for
# which an absent field and null are the same.
DIFF = """
CREATE FUNCTION core_diff(old jsonb, new jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(jsonb_object_agg(key, jsonb_build_array(o.value, n.value)), '{}')
  FROM jsonb_each(old) o FULL JOIN jsonb_each(new) n USING (key)
  WHERE nullif(o.value, 'null') IS DISTINCT FROM nullif(n.value, 'null')
$$
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.RunSQL(PARTITIONED, migrations.RunSQL.noop),
        migrations.RunSQL(DIFF, "DROP FUNCTION core_diff(jsonb, jsonb)"),
    ]
