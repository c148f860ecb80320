// Marks the numbers of an answer that no result proves: a rehype plug-in over the tree that react-markdown makes.
const TITLE = "No result of this answer has this number.";

// Where a number stands by itself, and not within another one.
function pattern(numbers) {
  const longestFirst = [...numbers].sort((one, other) => other.length - one.length);
  const escaped = longestFirst.map((number) => number.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`(?<![\\w.,])(${escaped.join("|")})(?!\\w)`, "g");
}

function pieces(text, wanted) {
  return text.split(wanted).map((value, place) =>
    place % 2
      ? {
          type: "element",
          tagName: "mark",
          properties: { className: ["unproven"], title: TITLE },
          children: [{ type: "text", value }],
        }
      : { type: "text", value },
  );
}

function walk(node, wanted) {
  if (!node.children || node.tagName === "code") return;
  node.children = node.children.flatMap((child) => {
    if (child.type === "text") return pieces(child.value, wanted).filter((piece) => piece.value !== "");
    walk(child, wanted);
    return [child];
  });
}

export function markNumbers(numbers) {
  const wanted = pattern(numbers);
  return (tree) => walk(tree, wanted);
}
