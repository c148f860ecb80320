// Charts by recharts, in the colours of the page. Exact numbers are texts: what is drawn is only their place.
import {
  Area,
  AreaChart,
  Bar,
  BarChart,
  CartesianGrid,
  Cell,
  LabelList,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";

const AXIS = { fill: "var(--fg-2)", fontSize: 12 };
const short = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });
const MOST_LETTERS = 18;

const cut = (text) => (text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS - 1)}…` : text);
const colourOf = ({ hue }) => (hue ? `var(--${hue}-text)` : "var(--chart-1)");

function Hint({ active, payload }) {
  if (!active || !payload?.length) return null;
  const { label, text } = payload[0].payload;
  return (
    <div className="chart-hint">
      {label}: <strong>{text}</strong>
    </div>
  );
}

function Bars({ points }) {
  const longest = Math.max(...points.map(({ label }) => cut(label).length));
  return (
    <BarChart data={points} layout="vertical" margin={{ top: 0, right: 76, bottom: 0, left: 0 }} barCategoryGap={8}>
      <XAxis type="number" hide domain={[(least) => Math.min(0, least), (most) => Math.max(0, most)]} />
      <YAxis
        type="category"
        dataKey="label"
        width={Math.min(140, longest * 7 + 16)}
        tick={AXIS}
        tickFormatter={cut}
        tickLine={false}
        axisLine={false}
        interval={0}
      />
      <Tooltip content={<Hint />} cursor={{ fill: "var(--surface-3)" }} isAnimationActive={false} />
      <Bar dataKey="value" radius={3} isAnimationActive={false}>
        {points.map((point) => (
          <Cell key={point.label} fill={colourOf(point)} />
        ))}
        <LabelList dataKey="text" position="right" fill="var(--fg)" fontSize={12} />
      </Bar>
    </BarChart>
  );
}

function Course({ points }) {
  return (
    <AreaChart data={points} margin={{ top: 12, right: 20, bottom: 0, left: 0 }}>
      <CartesianGrid vertical={false} stroke="var(--line)" />
      <XAxis dataKey="label" tick={AXIS} tickLine={false} axisLine={false} minTickGap={24} />
      <YAxis tick={AXIS} tickLine={false} axisLine={false} width={52} tickFormatter={(value) => short.format(value)} />
      <Tooltip content={<Hint />} cursor={{ stroke: "var(--line-2)" }} isAnimationActive={false} />
      <Area
        dataKey="value"
        type="monotone"
        stroke="var(--chart-1)"
        strokeWidth={2}
        fill="var(--accent-soft)"
        dot={{ r: 3, fill: "var(--chart-1)", strokeWidth: 0 }}
        isAnimationActive={false}
        connectNulls={false}
      />
    </AreaChart>
  );
}

export function ChartDrawn({ chart, height }) {
  const Kind = chart.kind === "line" ? Course : Bars;
  return (
    <ResponsiveContainer width="100%" height={height}>
      {Kind({ points: chart.points })}
    </ResponsiveContainer>
  );
}
