// A part of a page that is loaded when it is first needed, so that the page comes without it.
import { Component, Suspense, lazy } from "react";

class Guard extends Component {
  state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  render() {
    if (!this.state.isBroken) return this.props.children;
    return (
      <div className="empty-state" role="alert">
        <h2>{this.props.name} could not be loaded</h2>
        <p>The connection may have been lost. Your records are as they were.</p>
        <button type="button" className="button secondary" onClick={() => window.location.reload()}>
          Load the page again
        </button>
      </div>
    );
  }
}

// `load` gives a promise of the component; `Ghost` gets the same props and holds its place until it is there.
export function later(name, load, Ghost = () => null) {
  const Part = lazy(() => load().then((part) => ({ default: part })));
  return function Later(props) {
    return (
      <Guard name={name}>
        <Suspense fallback={<Ghost {...props} />}>
          <Part {...props} />
        </Suspense>
      </Guard>
    );
  };
}
