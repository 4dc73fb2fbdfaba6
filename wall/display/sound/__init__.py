"""What is heard: inputs with samples, one mixer for each output device, and the device itself.

Decides when a sample is played, how loud, and on which device of the site; must not know layouts or
decoders. Whoever has sound is given a `SoundInput`, says by `anchor` when it is due, and pushes
samples into it.
"""
