// English messages: how a video is watched.

export const stats = {
  'stats.title': 'How “{title}” is watched',
  'stats.link': 'Statistics',
  'stats.of': 'Statistics of {title}',
  'stats.span': 'Show',
  'stats.days': 'Last {count} days',
  'stats.views': 'Views',
  'stats.watched': 'Watch time',
  'stats.likes': 'Likes',
  'stats.dislikes': 'Dislikes',
  'stats.comments': 'Comments',
  'stats.favorites': 'In favourites',
  'stats.byDay': 'Views by day',
  'stats.byDaySummary.one': '{count} view from {from} to {to}',
  'stats.byDaySummary.other': '{count} views from {from} to {to}',
  'stats.day': 'Day',
  'stats.retention': 'How far people watch',
  'stats.retentionSummary': '{first} of the views play the beginning, {last} the end',
  'stats.part': 'Part',
  'stats.played': 'Share of the views',
  'stats.table': 'As a table',
} as const;
