//! The inbox.

use crate::bench::{Bench, code};
use domain::id::NotificationId;
use domain::notification::{MAX_COUNTED, MarkRead, Notification, NotificationKind, NotificationPreferences};
use domain::{Clock as _, IdGen as _};
use library::notifications::{list, mark_read, preferences, set_preferences};

/// Tells eve so many times of ana's video.
async fn tell(bench: &Bench, count: usize, kind: NotificationKind) -> Vec<NotificationId> {
    let video = bench.videos(1).await[0];
    let now = bench.world.clock.now();
    let word =
        |_| Notification::new(NotificationId(bench.world.ids.uuid(now)), bench.eve.user_id, kind, now).by(bench.ana.user_id).on(video);
    let words: Vec<Notification> = (0..count).map(word).collect();
    let tx = bench.ctx.db.begin_write().await.unwrap();
    persistence::notification::notify(&tx, &words).await.unwrap();
    tx.commit().await.unwrap();
    words.iter().map(|word| word.id).collect()
}

persistence::on_both_databases! {
    async fn what_was_told_is_listed_counted_and_read(test: TestDb) {
        let bench = Bench::new(test).await;
        let ids = tell(&bench, 130, NotificationKind::Reply).await;
        let (ctx, heard) = bench.heard();
        let first = list(&ctx, &bench.eve, false, 100, None).await.unwrap();
        assert_eq!(heard.take().len(), 2);
        assert_eq!((first.unread, first.page.items.len()), (MAX_COUNTED, 100), "counted up to 100");
        let word = &first.page.items[0];
        assert_eq!((word.id, word.read, word.kind), (ids[129], false, NotificationKind::Reply));
        assert_eq!(word.actor.as_ref().unwrap().handle, "ana");
        assert_eq!(word.video.as_ref().unwrap().title, "film 0");
        let rest = list(&ctx, &bench.eve, false, 100, first.page.next_cursor.clone()).await.unwrap();
        assert_eq!((rest.page.items.len(), rest.page.next_cursor), (30, None));
        assert_eq!(code(list(&ctx, &bench.eve, true, 100, first.page.next_cursor).await), "bad-cursor");

        mark_read(&ctx, &bench.eve, MarkRead { ids: None, up_to: Some(ids[124]) }).await.unwrap();
        mark_read(&ctx, &bench.eve, MarkRead { ids: Some(vec![ids[129], ids[129]]), up_to: None }).await.unwrap();
        mark_read(&ctx, &bench.kim, MarkRead { ids: Some(vec![ids[128]]), up_to: Some(ids[128]) }).await.unwrap();
        let unread = list(&ctx, &bench.eve, true, 100, None).await.unwrap();
        let left: Vec<_> = unread.page.items.iter().map(|word| word.id).collect();
        assert_eq!((unread.unread, left), (4, vec![ids[128], ids[127], ids[126], ids[125]]), "another's word is not read for him");
        assert_eq!(list(&ctx, &bench.kim, false, 100, None).await.unwrap().page.items.len(), 0);
    }

    async fn kinds_are_switched_off_and_on_again(test: TestDb) {
        let bench = Bench::new(test).await;
        let all = preferences(&bench.ctx, &bench.eve).await.unwrap();
        assert!(all.kinds.len() == NotificationKind::ALL.len() && all.kinds.values().all(|wanted| *wanted));
        let off = NotificationPreferences { kinds: [(NotificationKind::Reply, false), (NotificationKind::Follow, true)].into() };
        let answer = set_preferences(&bench.ctx, &bench.eve, off).await.unwrap();
        assert_eq!(answer, preferences(&bench.ctx, &bench.eve).await.unwrap());
        assert_eq!(answer.off(), [NotificationKind::Reply]);
        tell(&bench, 1, NotificationKind::Reply).await;
        tell(&bench, 1, NotificationKind::Mention).await;
        assert_eq!(list(&bench.ctx, &bench.eve, false, 10, None).await.unwrap().page.items.len(), 1);
        set_preferences(&bench.ctx, &bench.eve, NotificationPreferences { kinds: [].into() }).await.unwrap();
        tell(&bench, 1, NotificationKind::Reply).await;
        assert_eq!(list(&bench.ctx, &bench.eve, false, 10, None).await.unwrap().unread, 2);
    }
}
