// Mensajes en español: cómo se ve un vídeo.
import type { stats as en } from '../en/stats';

export const stats: Record<keyof typeof en, string> = {
  'stats.title': 'Cómo se ve «{title}»',
  'stats.link': 'Estadísticas',
  'stats.of': 'Estadísticas de {title}',
  'stats.span': 'Mostrar',
  'stats.days': 'Últimos {count} días',
  'stats.views': 'Visualizaciones',
  'stats.watched': 'Tiempo de visualización',
  'stats.likes': 'Me gusta',
  'stats.dislikes': 'No me gusta',
  'stats.comments': 'Comentarios',
  'stats.favorites': 'En favoritos',
  'stats.byDay': 'Visualizaciones por día',
  'stats.byDaySummary.one': '{count} visualización desde el {from} hasta el {to}',
  'stats.byDaySummary.other': '{count} visualizaciones desde el {from} hasta el {to}',
  'stats.day': 'Día',
  'stats.retention': 'Hasta dónde se ve',
  'stats.retentionSummary': 'El principio se reproduce en el {first} de las visualizaciones; el final, en el {last}',
  'stats.part': 'Parte',
  'stats.played': 'Porcentaje de las visualizaciones',
  'stats.table': 'Como tabla',
};
