//! What stands in the way of many rows at once. Keeping indexes and checking references for each row takes several
//! times as long as making the indexes, and checking all references, in one go at the end.

/// Takes the secondary indexes and the references of the filled tables away, remembering them for the transaction.
pub(super) const BARE: &str = r"
CREATE TEMPORARY TABLE seed_made ON COMMIT DROP AS
  SELECT 1 AS turn, format('DROP INDEX %s', indexrelid::regclass) AS gone, pg_get_indexdef(indexrelid) AS made
    FROM pg_index
    WHERE indrelid::regclass::text IN ('video', 'video_tag', 'view_hour', 'comment')
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
  UNION ALL
  SELECT 2, format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
      format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint
    WHERE contype = 'f' AND conrelid::regclass::text IN ('video', 'video_tag', 'view_hour', 'comment');
SELECT gone FROM seed_made ORDER BY turn DESC \gexec";

/// Makes them again.
pub(super) const WHOLE: &str = r"
SET LOCAL maintenance_work_mem = '256MB';
SELECT made FROM seed_made ORDER BY turn \gexec";

/// How often each tag is used, where a table tells that.
pub(super) const COUNTED: &str = r"
SELECT 'INSERT INTO tag (name, videos) SELECT t.tag, count(*) FROM video_tag t JOIN video v ON v.id = t.video_id
    WHERE v.visibility = ''public'' AND v.state = ''ready'' AND v.deleted_at IS NULL GROUP BY t.tag
    ON CONFLICT (name) DO UPDATE SET videos = EXCLUDED.videos'
  WHERE to_regclass('tag') IS NOT NULL \gexec";
