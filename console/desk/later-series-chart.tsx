/** The series chart, loaded after the desk itself stands: its library is larger than the rest of the panel. */
import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { SeriesChartProps } from '../ui/series-chart.tsx';
import { sayDesk } from './words/say-desk.ts';

type Chart = FunctionComponent<SeriesChartProps>;

export function LaterSeriesChart(props: SeriesChartProps) {
  const [loaded, setLoaded] = useState<{ readonly Chart: Chart } | null>(null);
  const [failure, setFailure] = useState('');
  useEffect(() => {
    import('../ui/series-chart.tsx').then(
      ({ SeriesChart }) => setLoaded({ Chart: SeriesChart }),
      (error: Error) => setFailure(error.message),
    );
  }, []);
  if (loaded) return <loaded.Chart {...props} />;
  return (
    <div class="series-chart">
      <p class="mid">{failure === '' ? sayDesk('page.loading') : sayDesk('page.failed', { why: failure })}</p>
    </div>
  );
}
