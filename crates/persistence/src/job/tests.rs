use super::*;
use uuid::Uuid;

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

fn id(n: u128) -> JobId {
    JobId(Uuid::from_u128(n))
}

fn job(key: &str, priority: i32, owner: u128) -> NewJob {
    let owner = Some(UserId(Uuid::from_u128(owner)));
    NewJob { kind: "test", payload: "{}".to_owned(), key: key.to_owned(), priority, owner, node: None, run_after: at(0) }
}

async fn put(db: &Db, n: u128, new: &NewJob) {
    let tx = db.begin_write().await.unwrap();
    enqueue(&tx, id(n), new, at(0)).await.unwrap();
    tx.commit().await.unwrap();
}

async fn take(db: &Db, worker: &str, now: i64) -> Option<String> {
    let by = Claim { worker, node: "here", kinds: &["test"], up_to_priority: 100, now: at(now), lease_until: at(now + 10) };
    claim(db, &by).await.unwrap().map(|j| j.key)
}

crate::on_both_databases! {
    async fn first_by_priority_then_to_whom_got_least(test: TestDb) {
        let db = &test.db;
        for n in 0..3 {
            put(db, n, &job(&format!("greedy-{n}"), 5, 1)).await;
        }
        put(db, 10, &job("modest", 5, 2)).await;
        put(db, 11, &job("urgent", 1, 1)).await;
        let mut order = Vec::new();
        while let Some(key) = take(db, "w", 1).await {
            order.push(key);
        }
        assert_eq!(order, ["urgent", "modest", "greedy-0", "greedy-1", "greedy-2"]);
    }

    async fn a_lease_that_ran_out_is_taken_over_and_the_old_holder_learns_it(test: TestDb) {
        let db = &test.db;
        put(db, 1, &job("a", 5, 1)).await;
        assert_eq!(take(db, "first", 100).await.as_deref(), Some("a"));
        assert_eq!(take(db, "second", 105).await, None);
        assert_eq!(renew(db, "first", &[id(1)], at(120)).await.unwrap(), [id(1)]);
        assert_eq!(take(db, "second", 115).await, None);
        assert_eq!(take(db, "second", 121).await.as_deref(), Some("a"));
        assert_eq!(renew(db, "first", &[id(1)], at(200)).await.unwrap(), []);
    }

    async fn who_comes_late_settles_nothing(test: TestDb) {
        let db = &test.db;
        put(db, 1, &job("a", 5, 1)).await;
        assert!(take(db, "slow", 100).await.is_some());
        assert!(take(db, "next", 200).await.is_some());
        let late = Holder { worker: "slow", attempts: 1 };
        let tx = db.begin_write().await.unwrap();
        release(&tx, id(1), late).await.unwrap();
        retry(&tx, id(1), late, "x", at(0)).await.unwrap();
        give_up(&tx, id(1), late, "x").await.unwrap();
        finish(&tx, id(1), late).await.unwrap();
        assert!(!is_held(&tx, id(1), late).await.unwrap());
        assert!(is_held(&tx, id(1), Holder { worker: "next", attempts: 2 }).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(renew(db, "next", &[id(1)], at(300)).await.unwrap(), [id(1)]);
    }

    async fn a_key_is_queued_once_and_comes_back_after_it_was_given_up(test: TestDb) {
        let db = &test.db;
        put(db, 1, &job("a", 5, 1)).await;
        put(db, 2, &job("a", 5, 1)).await;
        assert!(take(db, "w", 1).await.is_some());
        assert!(take(db, "w", 1).await.is_none());
        let tx = db.begin_write().await.unwrap();
        give_up(&tx, id(1), Holder { worker: "w", attempts: 1 }, "broken").await.unwrap();
        tx.commit().await.unwrap();
        assert!(take(db, "w", 1000).await.is_none());
        put(db, 3, &job("a", 5, 1)).await;
        assert!(take(db, "w", 1000).await.is_some());
    }

    async fn work_bound_to_another_server_or_not_due_yet_is_left(test: TestDb) {
        let db = &test.db;
        put(db, 1, &NewJob { node: Some("elsewhere".to_owned()), ..job("bound", 5, 1) }).await;
        put(db, 2, &NewJob { run_after: at(500), ..job("later", 5, 1) }).await;
        put(db, 3, &job("idle", 200, 1)).await;
        assert_eq!(take(db, "w", 499).await, None);
        assert_eq!(take(db, "w", 500).await.as_deref(), Some("later"));
    }

    async fn a_dead_worker_gives_back_what_it_held(test: TestDb) {
        let db = &test.db;
        put(db, 1, &job("a", 5, 1)).await;
        put(db, 2, &job("b", 6, 1)).await;
        assert!(take(db, "dead", 1).await.is_some());
        assert!(take(db, "alive", 1).await.is_some());
        let tx = db.begin_write().await.unwrap();
        assert_eq!(reclaim(&tx, "dead").await.unwrap(), 1);
        tx.commit().await.unwrap();
        assert_eq!(take(db, "alive", 1).await.as_deref(), Some("a"));
    }

    async fn eight_workers_never_share_a_job(test: TestDb) {
        for n in 0..40 {
            put(&test.db, n, &job(&format!("job-{n}"), 5, n % 3)).await;
        }
        let mut workers = tokio::task::JoinSet::new();
        for n in 0..8 {
            let settings = test.settings.clone();
            workers.spawn(async move {
                let db = Db::connect(&settings).await.unwrap();
                let mut taken = Vec::new();
                while let Some(key) = take(&db, &format!("w{n}"), 1).await {
                    taken.push(key);
                }
                taken
            });
        }
        let mut all: Vec<String> = workers.join_all().await.concat();
        all.sort();
        let before = all.len();
        all.dedup();
        assert_eq!((before, all.len()), (40, 40));
    }
}
