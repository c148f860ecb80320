"""What the windows are drawn with: the kit, the frame, and the parts of a conversation."""
