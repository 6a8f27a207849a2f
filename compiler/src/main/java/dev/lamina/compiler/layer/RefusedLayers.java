package dev.lamina.compiler.layer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The layers of torch that the language knows and refuses, with the reasons. */
final class RefusedLayers {
  private static final Map<String, String> REASONS = reasons();

  private RefusedLayers() {}

  /** The reason, or null. */
  static String reason(String name) {
    return REASONS.get(name);
  }

  private static Map<String, String> reasons() {
    Map<String, String> all = new HashMap<>();
    put(
        all,
        "3d layers are not supported: a value has at most two spatial dimensions, (C, H, W)",
        "conv3d convtranspose3d maxpool3d avgpool3d adaptiveavgpool3d adaptivemaxpool3d lppool3d"
            + " batchnorm3d instancenorm3d dropout3d zeropad3d constantpad3d reflectionpad3d"
            + " replicationpad3d circularpad3d");
    put(
        all,
        "recurrent layers are not supported: a network has no state between steps",
        "rnn lstm gru rnnbase rnncell rnncellbase lstmcell grucell");
    put(
        all,
        "attention is not supported: layers have fixed weights on one side of every product",
        "multiheadattention attention transformer transformerencoder transformerdecoder"
            + " transformerencoderlayer transformerdecoderlayer");
    put(
        all,
        "embeddings are not supported: values are floats, not indices",
        "embedding embeddingbag");
    put(
        all,
        "fold and unfold are not supported: a convolution does both without the copies",
        "fold unfold");
    put(all, "bilinear layers are not supported: a layer has one input", "bilinear");
    put(
        all,
        "unpooling is not supported: it needs the indices of a pooling, which are not kept",
        "maxunpool1d maxunpool2d maxunpool3d");
    put(
        all,
        "fractional pooling is not supported: its windows are random",
        "fractionalmaxpool2d fractionalmaxpool3d");
    put(
        all,
        "losses are not supported: a network computes its outputs, training is PyTorch's",
        "l1loss nllloss nllloss2d poissonnllloss gaussiannllloss kldivloss mseloss bceloss"
            + " bcewithlogitsloss hingeembeddingloss multilabelmarginloss smoothl1loss huberloss"
            + " softmarginloss crossentropyloss multilabelsoftmarginloss cosineembeddingloss"
            + " marginrankingloss multimarginloss tripletmarginloss ctcloss"
            + " tripletmarginwithdistanceloss adaptivelogsoftmaxwithloss");
    put(
        all,
        "distances are not supported: a layer has one input",
        "cosinesimilarity pairwisedistance");
    put(
        all,
        "lazy layers are not needed: leave out the size, `conv(64, 3)` or `linear(10)`",
        "lazyconv1d lazyconv2d lazyconv3d lazyconvtranspose1d lazyconvtranspose2d"
            + " lazyconvtranspose3d lazylinear lazybatchnorm1d lazybatchnorm2d lazybatchnorm3d"
            + " lazyinstancenorm1d lazyinstancenorm2d lazyinstancenorm3d");
    put(
        all,
        "containers are not layers: write `name { ... -> ... }` for nn.Sequential under a name",
        "sequential modulelist moduledict parameterlist parameterdict");
    put(
        all,
        "synchronised batch normalisation is for training; at inference it is `batchnorm`",
        "syncbatchnorm");
    put(all, "it is the same as `lrn`, which is supported", "crossmaplrn2d");
    return Map.copyOf(all);
  }

  private static void put(Map<String, String> all, String reason, String names) {
    List.of(names.split(" ")).forEach(n -> all.put(n, reason));
  }
}
