mod dialogue;
mod encryption;
mod places;
mod relay;
