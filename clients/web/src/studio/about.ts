// What a video is about, as a form has it: its category, its tags as they are typed, its language.
import type { PatchVideo, Video } from '../api/types';

export interface About {
  /** The category's name in addresses; empty for none. */
  category: string;
  /** Parted by commas. */
  tags: string;
  /** BCP 47; empty for none. */
  language: string;
}

export const aboutOf = ({ category, tags, language }: Pick<Video, 'category' | 'tags' | 'language'>): About => ({
  category: category?.slug ?? '',
  tags: tags.join(', '),
  language: language ?? '',
});

export const toPatch = ({ category, tags, language }: About): Required<Pick<PatchVideo, 'category' | 'tags' | 'language'>> => ({
  category: category || null,
  tags: tags
    .split(',')
    .map((tag) => tag.trim().replace(/^#/, ''))
    .filter((tag) => tag !== ''),
  language: language || null,
});
