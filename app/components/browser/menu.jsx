import { useId, useRef, useState } from "react";
import { Link } from "react-router";

const ITEM = "[role^=menuitem]:not([disabled])";

function place(menu, button, align) {
  const box = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const beside = align === "beside";
  const left = beside ? box.right + 8 : align === "start" ? box.left : box.right - width;
  const top = beside ? box.bottom - height : box.bottom + 4;
  menu.style.left = `${Math.max(8, Math.min(left, window.innerWidth - width - 8))}px`;
  menu.style.top = `${Math.max(8, top + height > window.innerHeight - 8 ? box.top - height - 4 : top)}px`;
}

// A menu in the browser's top layer: a click outside and Escape close it, arrows move, the focus returns.
export function Menu({ label, icon, buttonClass, align = "below", head, children }) {
  const id = useId();
  const menu = useRef(null);
  const button = useRef(null);
  const [open, setOpen] = useState(false);

  function onToggle(event) {
    const isOpen = event.newState === "open";
    setOpen(isOpen);
    // The browser tells after it has opened the menu: until it has a place, nobody sees it.
    menu.current.toggleAttribute("data-placed", isOpen);
    if (!isOpen) return;
    place(menu.current, button.current, align);
    menu.current.querySelector(ITEM)?.focus();
  }

  function onKeyDown(event) {
    const items = [...menu.current.querySelectorAll(ITEM)];
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      items.at(to % items.length)?.focus();
    }
    if (event.key === "Tab") menu.current.hidePopover();
  }

  return (
    <>
      <button
        ref={button}
        type="button"
        className={buttonClass}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        popoverTarget={id}
      >
        {icon}
      </button>
      <div ref={menu} id={id} popover="auto" className="menu" onToggle={onToggle} onKeyDown={onKeyDown}>
        {head}
        <div role="menu" aria-label={label} onClick={() => menu.current.hidePopover()}>
          {children}
        </div>
      </div>
    </>
  );
}

// With `checked` it is one of a group of which one is chosen.
export function MenuItem({ icon, tone = "", onSelect, submit = false, checked, children }) {
  return (
    <button
      type={submit ? "submit" : "button"}
      role={checked === undefined ? "menuitem" : "menuitemradio"}
      aria-checked={checked}
      tabIndex={-1}
      className={`menu-item ${tone}`}
      onClick={onSelect}
    >
      {icon}
      {children}
    </button>
  );
}

export function MenuLink({ icon, to, children }) {
  return (
    <Link role="menuitem" tabIndex={-1} className="menu-item" to={to}>
      {icon}
      {children}
    </Link>
  );
}
