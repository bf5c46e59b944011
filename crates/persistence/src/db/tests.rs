use super::sealed::Connected;
use super::*;
use crate::entity::{
    category, comment, comment_edit, comment_mention, comment_reaction, encode_task, generation, idempotency_key, job, passkey,
    recovery_code, segment, session, spent_ticket, tag, totp, upload, user, video, video_tag,
};
use sea_orm::EntityTrait;

crate::on_both_databases! {
    async fn the_newest_migration_can_be_taken_back_and_done_again(test: TestDb) {
        test.db.migrate_down(1).await.unwrap();
        assert_eq!(test.db.pending_migrations().await.unwrap(), 1);
        test.db.migrate().await.unwrap();
        assert_eq!(test.db.pending_migrations().await.unwrap(), 0);
    }

    async fn two_starters_migrate_once(test: TestDb) {
        test.db.migrate_down(1).await.unwrap();
        let other = Db::connect(&test.settings).await.unwrap();
        let (first, second) = tokio::join!(test.db.migrate(), other.migrate());
        first.unwrap();
        second.unwrap();
        assert_eq!(test.db.pending_migrations().await.unwrap(), 0);
    }

    async fn every_entity_fits_the_schema(test: TestDb) {
        macro_rules! readable {
            ($($entity:ident),+) => {$( $entity::Entity::find().one(test.db.conn()).await.unwrap(); )+};
        }
        readable!(category, comment, comment_edit, comment_mention, comment_reaction, encode_task, generation, idempotency_key, job, passkey, recovery_code, segment, session, spent_ticket, tag, totp, upload, user, video, video_tag);
    }

    async fn what_is_not_committed_was_never_written(test: TestDb) {
        let tx = test.db.begin_write().await.unwrap();
        tx.conn().execute_unprepared("CREATE TABLE scratch (id bigint)").await.unwrap();
        drop(tx);
        let tx = test.db.begin_write().await.unwrap();
        assert!(tx.conn().execute_unprepared("SELECT * FROM scratch").await.is_err());
    }
}

#[tokio::test]
async fn a_pool_without_a_free_connection_is_busy_and_not_broken() {
    use domain::{ErrorKind, Fault};
    let mut test = crate::testing::TestDb::sqlite().await;
    test.settings.acquire_timeout_seconds = 1;
    let db = Db::connect(&test.settings).await.unwrap();
    let _held = db.begin_write().await.unwrap();
    let refused = db.begin_write().await.unwrap_err();
    assert_eq!((refused.kind(), refused.code()), (ErrorKind::Unavailable, "database-busy"));
}

#[tokio::test]
async fn what_the_database_gave_up_may_work_in_a_moment() {
    use domain::Fault;
    let mut test = crate::testing::TestDb::postgres().await;
    test.settings.statement_timeout_seconds = 1;
    let db = Db::connect(&test.settings).await.unwrap();
    for given_up in ["SELECT pg_sleep(60)", "SELECT pg_terminate_backend(pg_backend_pid())"] {
        let error = crate::Error::from(db.conn().execute_unprepared(given_up).await.unwrap_err());
        assert_eq!(error.code(), "database-busy", "{given_up}: {error}");
    }
    let wrong = crate::Error::from(db.conn().execute_unprepared("SELECT nothing").await.unwrap_err());
    assert_eq!(wrong.code(), "internal", "{wrong}");
}

#[tokio::test]
async fn a_file_that_another_process_writes_is_busy_and_not_broken() {
    use domain::Fault;
    let mut test = crate::testing::TestDb::sqlite().await;
    test.settings.acquire_timeout_seconds = 1;
    let other = Db::connect(&test.settings).await.unwrap();
    let _held = test.db.begin_write().await.unwrap();
    let error = other.begin_write().await.unwrap_err();
    assert_eq!(error.code(), "database-busy", "{error}");
}
