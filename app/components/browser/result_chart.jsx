// The place of a chart. What draws it is large and comes by itself; until then its place is held.
import { Component, Suspense, lazy } from "react";

const LINE_PX = 30;
const COURSE_PX = 240;
const Drawn = lazy(() => import("./result_chart_drawn.jsx").then(({ ChartDrawn }) => ({ default: ChartDrawn })));

// The table below has all of it, so a picture that does not come is only left out.
class Guard extends Component {
  state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  render() {
    return this.state.isBroken ? null : this.props.children;
  }
}

export function ResultChart({ chart }) {
  const height = chart.kind === "line" ? COURSE_PX : chart.points.length * LINE_PX + 12;
  return (
    <Guard>
      <figure className="card result-chart" aria-label={`Chart: ${chart.title}`}>
        <figcaption className="card-head">
          <h3>{chart.title}</h3>
        </figcaption>
        <div className="chart-ground" style={{ height }}>
          <Suspense fallback={<span className="skeleton size-full" />}>
            <Drawn chart={chart} height={height} />
          </Suspense>
        </div>
      </figure>
    </Guard>
  );
}
