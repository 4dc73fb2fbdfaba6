"""What is heard: inputs with samples, one mixer for each output device, and the device itself.

Decides when a sample is played and how loud; must not know sites, layouts or decoders. Whoever has
sound makes a `SoundInput`, says by `anchor` when it is due, and pushes samples into it.
"""
