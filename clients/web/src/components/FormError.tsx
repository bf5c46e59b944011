// The refusal of a form as a whole. Faults that stand beside their fields are not told twice.
import type { ApiError } from '../api/problem';
import { t } from '../i18n';

interface Props {
  error: ApiError | null;
  /** The fields of the form, which show their own faults. */
  fields?: readonly string[];
}

export function FormError({ error, fields = [] }: Props) {
  return (
    <div role="alert" class="alert-slot">
      {error && <p class="alert">{error.isCoveredBy(fields) ? t('error.form') : <Words error={error} />}</p>}
    </div>
  );
}

/** The two sentences of a problem go together: what it is, and what can be done. */
function Words({ error }: { error: ApiError }) {
  const { title, detail } = error.problem;
  if (!detail || detail === title) return <>{title}</>;
  return (
    <>
      <strong>{title}.</strong> {detail}
    </>
  );
}
