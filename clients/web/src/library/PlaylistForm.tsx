// Name, words and visibility of a playlist.
import type { Playlist, PlaylistCommand, PlaylistVisibility } from '../api/community';
import { SelectField, TextArea, TextField } from '../components/Field';
import { Form, FormActions } from '../components/Form';
import { useForm } from '../components/useForm';
import { t } from '../i18n';

const VISIBILITIES = ['private', 'unlisted', 'public'] as const satisfies readonly PlaylistVisibility[];

interface Props {
  of?: Playlist;
  action: string;
  save: (command: PlaylistCommand) => Promise<void>;
  onCancel: () => void;
}

export function PlaylistForm({ of, action, save, onCancel }: Props) {
  const visibility: PlaylistVisibility = of?.visibility ?? 'private';
  const form = useForm({ title: of?.title ?? '', description: of?.description ?? '', visibility }, (command) =>
    save({ ...command, title: command.title.trim() }),
  );
  return (
    <Form of={form} class="playlist-form">
      <TextField label={t('playlists.name')} spellcheck focused {...form.field('title')} />
      <TextArea label={t('upload.description')} {...form.field('description')} />
      <SelectField
        label={t('playlists.visibility')}
        options={VISIBILITIES.map((each) => [each, t(`visibility.${each}`)] as const)}
        {...form.field('visibility')}
      />
      <FormActions of={form} end onCancel={onCancel}>
        {action}
      </FormActions>
    </Form>
  );
}
